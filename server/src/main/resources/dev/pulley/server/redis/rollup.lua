-- Rolls narrow buckets of a task, to which nothing comes any more, up into a wide one. Harmless when it is done again.
--
-- KEYS[1] meta     as the other scripts know it; here also rollups, which counts how often this was done
-- KEYS[2] changed
-- KEYS[3] gone     sorted set: buckets that were rolled up, by when (ms)
-- KEYS[4] the evidence hash of the wide bucket, KEYS[5 ..] those of the narrow ones
-- ARGV[1] birth, ARGV[2] now (ms), ARGV[3] until when (ms) readers must have seen what was rolled up
--
-- Answers {"birth", id} where the partition is of another birth; else {"rolled", buckets}.

local birth = redis.call('HGET', KEYS[1], 'birth')
if birth ~= ARGV[1] then
  return {'birth', birth or ''}
end

local prefix_length = string.len(KEYS[1]) - 4
local function member(key)
  return string.sub(key, prefix_length + 1)
end

local members = {}
local decisions, sums, arrivals = {}, {}, {}
for i = 5, #KEYS do
  local fields = redis.call('HGETALL', KEYS[i])
  for j = 1, #fields, 2 do
    local name, value = fields[j], fields[j + 1]
    if string.sub(name, 1, 2) == 'd:' then
      decisions[name] = (decisions[name] or 0) + tonumber(value)
    elseif string.sub(name, 1, 2) == 'a:' or name == 'u' then
      arrivals[name] = arrivals[name] or {}
      add_arrivals(arrivals[name], value)
    else
      sums[name] = plus(sums[name], unpacked(value))
    end
  end
  if #fields > 0 then
    members[#members + 1] = member(KEYS[i])
    redis.call('DEL', KEYS[i])
    redis.call('ZADD', KEYS[3], ARGV[2], member(KEYS[i]))
  end
end

if #members > 0 then
  for name, count in pairs(decisions) do
    redis.call('HINCRBY', KEYS[4], name, count)
  end
  for name, added in pairs(sums) do
    local standing = redis.call('HGET', KEYS[4], name)
    redis.call('HSET', KEYS[4], name, packed(plus(standing and unpacked(standing), added)))
  end
  for name, bins in pairs(arrivals) do
    local standing = redis.call('HGET', KEYS[4], name)
    if standing then
      add_arrivals(bins, standing)
    end
    redis.call('HSET', KEYS[4], name, format_arrivals(bins, name == 'u' and LAST_UNIT_BIN or LAST_BIN))
  end
  members[#members + 1] = member(KEYS[4])
  redis.call('HINCRBY', KEYS[1], 'rollups', 1)
  local changes = redis.call('HINCRBY', KEYS[1], 'changes', 1)
  for i = 1, #members do
    redis.call('ZADD', KEYS[2], changes, members[i])
  end
end

-- What everybody has seen go needs no trace.
local seen = redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', ARGV[3], 'LIMIT', 0, 500)
for i = 1, #seen do
  redis.call('ZREM', KEYS[3], seen[i])
  if redis.call('EXISTS', string.sub(KEYS[1], 1, prefix_length) .. seen[i]) == 0 then
    redis.call('ZREM', KEYS[2], seen[i])
  end
end
return {'rolled', #members}
