-- Gives a job back that this worker cannot finish: the next worker gets it, and the attempt is not counted.
-- KEYS: job, stream. ARGV: group, consumer, entry, id, wake-up channel. Returns 1 if this worker had it.
local held = redis.pcall('XPENDING', KEYS[2], ARGV[1], ARGV[3], ARGV[3], 1)
if held.err or #held == 0 or held[1][2] ~= ARGV[2] then return 0 end
local attempt = held[1][4]
redis.call('XCLAIM', KEYS[2], ARGV[1], ARGV[2], 0, ARGV[3],
  'IDLE', 86400000, 'RETRYCOUNT', attempt - 1, 'JUSTID')
redis.call('HDEL', KEYS[1], 'worker')
local reply = redis.call('HGET', KEYS[1], 'reply')
if reply then
  redis.call('PUBLISH', reply, cjson.encode({ job = ARGV[4], tries = attempt, news = 'given-back' }) .. '\n')
end
redis.call('PUBLISH', ARGV[5], '1')
return 1
