-- Tells what stands in the closed buckets of a task, at one moment. Writes nothing.
--
-- KEYS[1] meta, KEYS[2] fences, KEYS[3] changed, KEYS[4] counters of the task, as the other scripts know them
-- KEYS[5 ..] the evidence hashes of its closed buckets
-- ARGV[1] birth, ARGV[2 .. 5] since, prefix, before and widths as in closed.lua
--
-- Answers {"birth", id}; {"stale"} where the task has a closed bucket that is not named; else {"closed", the fences: node and
-- "epoch.counter" in turn, the counters: field and value in turn, then of each hash the same}.

local birth = redis.call('HGET', KEYS[1], 'birth')
if birth ~= ARGV[1] then
  return {'birth', birth or ''}
end

local known, prefix_length = {}, string.len(KEYS[1]) - 4
for i = 5, #KEYS do
  known[string.sub(KEYS[i], prefix_length + 1)] = true
end
if has_others(KEYS[3], ARGV[2], ARGV[3], ARGV[4], ARGV[5], known) then
  return {'stale'}
end

local fences = redis.call('HGETALL', KEYS[2])
for i = 2, #fences, 2 do
  fences[i] = string.match(fences[i], '^[^ ]+')
end
local answer = {'closed', fences, redis.call('HGETALL', KEYS[4])}
for i = 5, #KEYS do
  answer[#answer + 1] = redis.call('HGETALL', KEYS[i])
end
return answer
