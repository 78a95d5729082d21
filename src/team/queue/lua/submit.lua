-- Submits a job once. For one whose id is known only the channel for its events changes.
-- KEYS: job, stream. ARGV: id, payload, reply channel, seconds to keep, wake-up channel. Returns 1 if it is new.
if redis.call('EXISTS', KEYS[1]) == 1 then
  redis.call('HSET', KEYS[1], 'reply', ARGV[3])
  redis.call('EXPIRE', KEYS[1], ARGV[4])
  return 0
end
local entry = redis.call('XADD', KEYS[2], '*', 'job', ARGV[1])
redis.call('HSET', KEYS[1], 'payload', ARGV[2], 'reply', ARGV[3], 'stream', KEYS[2], 'entry', entry)
redis.call('EXPIRE', KEYS[1], ARGV[4])
redis.call('PUBLISH', ARGV[5], '1')
return 1
