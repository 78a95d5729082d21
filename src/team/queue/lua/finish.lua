-- Ends a job; the first ending counts, and only for the entry that the laptop waits for.
-- KEYS: job, stream, picture. ARGV: group, entry, ending, seconds to keep, id, picture (or empty).
-- Returns 1 if this ending counts.
local fields = redis.call('HMGET', KEYS[1], 'entry', 'ended', 'reply')
if fields[1] ~= ARGV[2] or fields[2] then return 0 end
if ARGV[6] ~= '' then redis.call('SET', KEYS[3], ARGV[6], 'EX', ARGV[4]) end
redis.call('HSET', KEYS[1], 'ended', ARGV[3])
redis.call('HDEL', KEYS[1], 'payload')
redis.call('EXPIRE', KEYS[1], ARGV[4])
redis.pcall('XACK', KEYS[2], ARGV[1], ARGV[2])
redis.call('XDEL', KEYS[2], ARGV[2])
if fields[3] then
  redis.call('PUBLISH', fields[3], cjson.encode({ job = ARGV[5], tries = 0, news = 'ended' }) .. '\n')
end
return 1
