-- Hands a job back that this worker cannot finish now: whoever asks next gets it, and the try is not counted.
-- KEYS: job, stream. ARGV: group, consumer, entry, id, bell channel. Returns 1 where it was this worker's.
local held = redis.pcall('XPENDING', KEYS[2], ARGV[1], ARGV[3], ARGV[3], 1)
if held.err or #held == 0 or held[1][2] ~= ARGV[2] then return 0 end
local tries = held[1][4]
redis.call('XCLAIM', KEYS[2], ARGV[1], ARGV[2], 0, ARGV[3],
  'IDLE', 86400000, 'RETRYCOUNT', tries - 1, 'JUSTID')
redis.call('HDEL', KEYS[1], 'worker')
local reply = redis.call('HGET', KEYS[1], 'reply')
if reply then
  redis.call('PUBLISH', reply, cjson.encode({ job = ARGV[4], tries = tries, news = 'given-back' }) .. '\n')
end
redis.call('PUBLISH', ARGV[5], '1')
return 1
