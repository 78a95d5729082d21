-- A sign of life of whoever draws a job: renews its lease and passes on its news.
-- KEYS: job, stream. ARGV: group, consumer, entry, news to publish (or empty).
-- Returns 'go', 'cancel', or 'lost' where the job is another's or over.
local known = redis.call('HMGET', KEYS[1], 'entry', 'ended', 'cancel', 'reply')
if known[1] ~= ARGV[3] or known[2] then return 'lost' end
local held = redis.pcall('XPENDING', KEYS[2], ARGV[1], ARGV[3], ARGV[3], 1)
if held.err or #held == 0 or held[1][2] ~= ARGV[2] then return 'lost' end
-- JUSTID sets the idle time back and counts no delivery.
redis.call('XCLAIM', KEYS[2], ARGV[1], ARGV[2], 0, ARGV[3], 'JUSTID')
if ARGV[4] ~= '' and known[4] then redis.call('PUBLISH', known[4], ARGV[4]) end
if known[3] then return 'cancel' end
return 'go'
