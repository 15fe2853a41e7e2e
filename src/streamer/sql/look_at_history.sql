-- Of stream $1: its lineage, the server that it was last led on, the branch of commit $2, that of the newest
-- commit, and that of the commits to come.
SELECT lineage, server,
       (SELECT c.branch FROM stream_commit c WHERE c.stream_id = s.stream_id AND c.sequence = $2),
       (SELECT c.branch FROM stream_commit c WHERE c.stream_id = s.stream_id AND c.sequence = s.sequence),
       branch
FROM stream_state s
WHERE stream_id = $1
