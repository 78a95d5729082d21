-- Lists a job once. One that is known by its id is only told where to answer from now on.
-- KEYS: job, stream. ARGV: id, payload, reply channel, seconds to keep, bell channel. Returns 1 where it is new.
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
