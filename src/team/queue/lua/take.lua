-- Takes one job: entries whose lease expired before new ones, the streams in their order.
-- KEYS: streams, the most urgent first. ARGV: group, consumer, milliseconds of lease, prefix of job keys,
-- seconds to keep an ending. Returns {id, stream, entry, attempt, payload}, or false if nothing waits.
local group, consumer, lease, prefix, keep = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

local function next_entry(stream)
  local expired = redis.pcall('XPENDING', stream, group, 'IDLE', lease, '-', '+', 1)
  if expired.err then
    -- The group does not exist yet, or the server lost it: every entry of the stream counts as new.
    redis.call('XGROUP', 'CREATE', stream, group, '0', 'MKSTREAM')
    expired = {}
  end
  if #expired > 0 then
    local id, attempt = expired[1][1], expired[1][4]
    local claimed = redis.call('XCLAIM', stream, group, consumer, lease, id)
    if claimed[1] then return claimed[1], attempt + 1 end
    -- Its entry was deleted: only the pending delivery is left.
    redis.call('XACK', stream, group, id)
    return nil, 0
  end
  local fresh = redis.call('XREADGROUP', 'GROUP', group, consumer, 'COUNT', 1, 'STREAMS', stream, '>')
  if fresh then return fresh[1][2][1], 1 end
  return false, 0
end

for _, stream in ipairs(KEYS) do
  for _ = 1, 100 do
    local entry, attempt = next_entry(stream)
    if entry == false then break end
    if entry then
      local job = entry[2][2]
      local fields = redis.call('HMGET', prefix .. job, 'entry', 'ended', 'cancel', 'payload', 'reply')
      if fields[1] == entry[1] and not fields[2] and not fields[3] then
        -- For people who look; a queue without memory refuses it, and the job is drawn all the same.
        redis.pcall('HSET', prefix .. job, 'worker', consumer)
        if fields[5] then
          redis.call('PUBLISH', fields[5], cjson.encode({ job = job, tries = attempt, news = 'taken' }) .. '\n')
        end
        return { job, stream, entry[1], attempt, fields[4] }
      end
      -- No laptop waits for it any more, or it has ended: it is not drawn again.
      redis.call('XACK', stream, group, entry[1])
      redis.call('XDEL', stream, entry[1])
      if fields[1] == entry[1] and not fields[2] then
        redis.call('HSET', prefix .. job, 'ended', '"cancelled"')
        redis.call('EXPIRE', prefix .. job, keep)
        if fields[5] then
          redis.call('PUBLISH', fields[5], cjson.encode({ job = job, tries = attempt, news = 'ended' }) .. '\n')
        end
      end
    end
  end
end
return false
