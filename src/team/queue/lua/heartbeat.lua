-- A worker's heartbeat for a job: renews its lease and publishes its event.
-- KEYS: job, stream. ARGV: group, consumer, entry, event to publish (or empty).
-- Returns 'go', 'cancel', or 'lost' if another worker has the job or it has ended.
local fields = redis.call('HMGET', KEYS[1], 'entry', 'ended', 'cancel', 'reply')
if fields[1] ~= ARGV[3] or fields[2] then return 'lost' end
local held = redis.pcall('XPENDING', KEYS[2], ARGV[1], ARGV[3], ARGV[3], 1)
if held.err or #held == 0 or held[1][2] ~= ARGV[2] then return 'lost' end
-- JUSTID resets the idle time and counts no delivery.
redis.call('XCLAIM', KEYS[2], ARGV[1], ARGV[2], 0, ARGV[3], 'JUSTID')
if ARGV[4] ~= '' and fields[4] then redis.call('PUBLISH', fields[4], ARGV[4]) end
if fields[3] then return 'cancel' end
return 'go'
