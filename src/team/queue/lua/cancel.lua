-- Cancels a job: at once if no worker has it, else by a message to its worker.
-- KEYS: job. ARGV: group, id, channel of cancelled jobs, seconds to keep the ending.
-- Returns 0 if there is nothing to cancel, 1 if a message was sent to a worker, 2 if the job has ended now.
local fields = redis.call('HMGET', KEYS[1], 'ended', 'stream', 'entry')
if fields[1] or not fields[2] then return 0 end
redis.call('HSET', KEYS[1], 'cancel', '1')
local held = redis.pcall('XPENDING', fields[2], ARGV[1], fields[3], fields[3], 1)
if not held.err and #held > 0 then
  redis.call('PUBLISH', ARGV[3], ARGV[2])
  return 1
end
redis.call('XDEL', fields[2], fields[3])
redis.call('HSET', KEYS[1], 'ended', '"cancelled"')
redis.call('HDEL', KEYS[1], 'payload')
redis.call('EXPIRE', KEYS[1], ARGV[4])
return 2
