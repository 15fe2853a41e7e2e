-- Control of a running stream: what its state says beyond the checkpoint, by which mappings earlier hours got
-- their labels, which commands were given, and what the streamer at work says of itself.

-- Byte order: what a well's name is compared by does not depend on the server's locale, and costs least.
ALTER TABLE production_data ALTER COLUMN well_name TYPE text COLLATE "C";
ALTER TABLE well ALTER COLUMN well_name TYPE text COLLATE "C";

ALTER TABLE stream_state
    ADD COLUMN newest_label     timestamptz,
    ADD COLUMN hold_position    timestamptz,
    ADD COLUMN held_at          timestamptz,
    ADD COLUMN segment_start    timestamptz,
    ADD COLUMN source_start     timestamptz,
    ADD COLUMN source_period    interval,
    ADD COLUMN configured_speed double precision;

-- What was streamed before this step is not known by segments: its labels stand as they are.
UPDATE stream_state SET segment_start = position, newest_label = (SELECT max(time) FROM production_data);
ALTER TABLE stream_state ALTER COLUMN segment_start SET NOT NULL;

COMMENT ON COLUMN stream_state.newest_label IS 'label of the last step that was streamed: labels only ever grow';
COMMENT ON COLUMN stream_state.hold_position IS 'paused: this hour and later ones are not written; NULL while running';
COMMENT ON COLUMN stream_state.held_at IS 'live time at which the pause began; resume moves anchor_live by the time since';
COMMENT ON COLUMN stream_state.segment_start IS 'first position that got its label by the present anchors';
COMMENT ON COLUMN stream_state.source_start IS 'first position of the source: start of its first day';
COMMENT ON COLUMN stream_state.source_period IS 'length of a loop: the span of the source''s whole days';
COMMENT ON COLUMN stream_state.configured_speed IS 'REPLAY_SPEED as it was last taken over';

CREATE TABLE stream_segment (
    stream_id     text             NOT NULL,
    number        bigint           NOT NULL,
    from_position timestamptz      NOT NULL,
    to_position   timestamptz      NOT NULL,
    anchor_source timestamptz      NOT NULL,
    anchor_live   timestamptz      NOT NULL,
    speed         double precision NOT NULL,
    source_start  timestamptz      NOT NULL,
    source_period interval         NOT NULL,
    PRIMARY KEY (stream_id, number),
    CHECK (from_position < to_position)
);

COMMENT ON TABLE stream_segment IS 'stretches that were streamed by earlier anchors; the present one is in stream_state';
COMMENT ON COLUMN stream_segment.from_position IS 'first position of the stretch';
COMMENT ON COLUMN stream_segment.to_position IS 'first position after it';

CREATE TABLE replay_command (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stream_id    text        NOT NULL,
    request_id   text        NOT NULL,
    command      text        NOT NULL,
    argument     text        NOT NULL DEFAULT '',
    requested_by text        NOT NULL,
    requested_at timestamptz NOT NULL DEFAULT now(),
    status       text        NOT NULL DEFAULT 'pending'
                 CHECK (status IN ('pending', 'applied', 'unchanged', 'refused', 'withdrawn')),
    answered_at  timestamptz,
    detail       text,
    state_before jsonb,
    state_after  jsonb,
    UNIQUE (stream_id, request_id)
);
CREATE INDEX replay_command_pending_idx ON replay_command (stream_id, id) WHERE status = 'pending';

COMMENT ON TABLE replay_command IS 'every command that was given to a stream, with what became of it';
COMMENT ON COLUMN replay_command.request_id IS 'the caller''s name for the request: sent again, it is answered and not carried out again';
COMMENT ON COLUMN replay_command.status IS 'pending, applied, unchanged (it was so already), refused, withdrawn (nobody took it in time)';
COMMENT ON COLUMN replay_command.detail IS 'what was done, or why not';

-- Written every second by the streamer at work. Worth nothing after a crash of the server, hence not logged.
CREATE UNLOGGED TABLE streamer_heartbeat (
    stream_id  text PRIMARY KEY,
    epoch      bigint      NOT NULL,
    host       text        NOT NULL,
    process_id integer     NOT NULL,
    started_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    at_work    boolean     NOT NULL,
    metrics    text        NOT NULL
);

COMMENT ON TABLE streamer_heartbeat IS 'the streamer at work: when it was last seen, and its counters';
COMMENT ON COLUMN streamer_heartbeat.at_work IS 'false once it ended in good order';
COMMENT ON COLUMN streamer_heartbeat.metrics IS 'counters in Prometheus'' text format';

CREATE VIEW replay_status AS
SELECT s.stream_id,
       CASE WHEN NOT h.alive THEN 'stopped'
            WHEN s.hold_position <= s.position THEN 'paused'
            WHEN NOT s.history_complete THEN 'loading'
            WHEN c.next_label < clock_timestamp() - interval '5 seconds' THEN 'behind'
            ELSE 'streaming' END AS state,
       s.epoch, s.sequence, s.speed, s.loop_number, s.position,
       s.position - s.loop_number * coalesce(s.source_period, interval '0') AS source_time,
       s.newest_label, c.next_label,
       CASE WHEN s.hold_position <= s.position THEN 0
            ELSE greatest(0, extract(epoch FROM clock_timestamp() - c.next_label))::double precision END AS lag_seconds,
       coalesce(s.hold_position <= s.position, false) AS paused,
       s.history_complete, s.anchor_source, s.anchor_live, s.source_identity,
       h.alive AS streamer_alive, h.seen_at, h.started_at, h.host, h.process_id, h.metrics,
       (SELECT count(*) FROM replay_command r WHERE r.stream_id = s.stream_id AND r.status = 'pending') AS pending_commands
FROM stream_state s
CROSS JOIN LATERAL (
    -- In seconds: an interval of days would follow the session's time zone.
    SELECT s.anchor_live
           + make_interval(secs => extract(epoch FROM s.position - s.anchor_source)::double precision / s.speed) AS next_label
) c
LEFT JOIN LATERAL (
    SELECT b.at_work AND b.seen_at > clock_timestamp() - interval '5 seconds' AS alive, b.*
    FROM streamer_heartbeat b WHERE b.stream_id = s.stream_id
    UNION ALL SELECT false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
    LIMIT 1
) h ON true;

COMMENT ON VIEW replay_status IS 'what each stream does at this moment';
COMMENT ON COLUMN replay_status.state IS
    'stopped (no streamer at work), paused, loading (the past), behind (by more than 5 seconds), streaming';
COMMENT ON COLUMN replay_status.source_time IS 'next hour to stream, in the data';
COMMENT ON COLUMN replay_status.next_label IS 'its live label';
COMMENT ON COLUMN replay_status.lag_seconds IS 'how long the oldest hour that is due has been waiting [s]; 0 when none is';
COMMENT ON COLUMN replay_status.streamer_alive IS 'whether a streamer was seen within the last 5 seconds';
