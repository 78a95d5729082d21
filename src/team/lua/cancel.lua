-- Cancels a job: at once where nobody has taken it, else by telling its worker.
-- KEYS: job. ARGV: group, id, channel of cancelled jobs, seconds to keep the ending.
-- Returns 0 where there is nothing to cancel, 1 where a worker was told, 2 where it is over now.
local known = redis.call('HMGET', KEYS[1], 'ended', 'stream', 'entry')
if known[1] or not known[2] then return 0 end
redis.call('HSET', KEYS[1], 'cancel', '1')
local held = redis.pcall('XPENDING', known[2], ARGV[1], known[3], known[3], 1)
if not held.err and #held > 0 then
  redis.call('PUBLISH', ARGV[3], ARGV[2])
  return 1
end
redis.call('XDEL', known[2], known[3])
redis.call('HSET', KEYS[1], 'ended', '"cancelled"')
redis.call('HDEL', KEYS[1], 'payload')
redis.call('EXPIRE', KEYS[1], ARGV[4])
return 2
