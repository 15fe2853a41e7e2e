-- The commits of stream $1 that {which} selects: condition, order, number. With the newest label before each.
SELECT c.sequence,
       (SELECT b.newest_label FROM stream_commit b
        WHERE b.stream_id = $1 AND b.sequence < c.sequence ORDER BY b.sequence DESC LIMIT 1),
       c.newest_label, c.committed_at, c.revision
FROM stream_commit c
WHERE c.stream_id = $1 AND {which}
