-- Takes one job: what a worker left behind before what is fresh, the streams in their order.
-- KEYS: streams, the most urgent first. ARGV: group, consumer, milliseconds of lease, prefix of job keys,
-- seconds to keep an ending. Returns {id, stream, entry, tries, payload}, or false where nothing waits.
local group, consumer, lease, prefix, keep = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

local function next_entry(stream)
  local stale = redis.pcall('XPENDING', stream, group, 'IDLE', lease, '-', '+', 1)
  if stale.err then
    -- No group yet, or the server lost it: all that the stream holds counts as fresh.
    redis.call('XGROUP', 'CREATE', stream, group, '0', 'MKSTREAM')
    stale = {}
  end
  if #stale > 0 then
    local id, tries = stale[1][1], stale[1][4]
    local claimed = redis.call('XCLAIM', stream, group, consumer, lease, id)
    if claimed[1] then return claimed[1], tries + 1 end
    -- Its entry was deleted: only the trace of its delivery is left.
    redis.call('XACK', stream, group, id)
    return nil, 0
  end
  local fresh = redis.call('XREADGROUP', 'GROUP', group, consumer, 'COUNT', 1, 'STREAMS', stream, '>')
  if fresh then return fresh[1][2][1], 1 end
  return false, 0
end

for _, stream in ipairs(KEYS) do
  for _ = 1, 100 do
    local entry, tries = next_entry(stream)
    if entry == false then break end
    if entry then
      local job = entry[2][2]
      local known = redis.call('HMGET', prefix .. job, 'entry', 'ended', 'cancel', 'payload', 'reply')
      if known[1] == entry[1] and not known[2] and not known[3] then
        redis.call('HSET', prefix .. job, 'worker', consumer)
        if known[5] then
          redis.call('PUBLISH', known[5], cjson.encode({ job = job, tries = tries, news = 'taken' }) .. '\n')
        end
        return { job, stream, entry[1], tries, known[4] }
      end
      -- Nobody waits for it any more, or it has ended: it is not done again.
      redis.call('XACK', stream, group, entry[1])
      redis.call('XDEL', stream, entry[1])
      if known[1] == entry[1] and not known[2] then
        redis.call('HSET', prefix .. job, 'ended', '"cancelled"')
        redis.call('EXPIRE', prefix .. job, keep)
        if known[5] then
          redis.call('PUBLISH', known[5], cjson.encode({ job = job, tries = tries, news = 'ended' }) .. '\n')
        end
      end
    end
  end
end
return false
