-- What every script that writes begins with: is this the partition that the node thinks it is, and does the batch start
-- where the node's last one ended? If not, nothing is written.
--
-- KEYS[1] meta     hash: birth (the store's, given by restore.lua), changes (how many batches were applied), restores (how
--                  often giveback.lua gave something back, if ever)
-- KEYS[2] fences   hash: node -> "epoch.counter results": how far the node's journal is applied, and what the last batch
--                  was answered, so that a batch whose answer was lost is answered again
-- KEYS[3] changed  sorted set: what changed, by the count of changes at which it did so last
-- ARGV[1] node, ARGV[2] from, ARGV[3] to, ARGV[4] the birth of the store that the node belongs to, and behind a blank, where it
-- is not 0, the count of restores that it knows, since it leaves out what was given back
--
-- Answers {"birth", id} or {"fence", position, results}; else the script goes on, ends with applied(results), and
-- answers {"applied", changes, results}.

local known = redis.call('HMGET', KEYS[1], 'birth', 'restores')
local birth = known[1]
if (birth and known[2] and birth .. ' ' .. known[2] or birth) ~= ARGV[4] then
  return {'birth', birth or ''}
end

local fence = redis.call('HGET', KEYS[2], ARGV[1]) or '0.0 '
local space = string.find(fence, ' ', 1, true)
if string.sub(fence, 1, space - 1) ~= ARGV[2] then
  return {'fence', string.sub(fence, 1, space - 1), string.sub(fence, space + 1)}
end

-- The part of a key behind the partition's own prefix, by which the sorted set knows it.
local prefix_length = string.len(KEYS[1]) - 4
local function member(key)
  return string.sub(key, prefix_length + 1)
end

-- A function of Lua takes no more than 8,000 arguments.
local ARGUMENTS_MAX = 4000

-- Calls a command of a key with list[first] to list[last], as often as that takes; all the answers that make a list, in one.
local function call_with_all(command, key, list, first, last)
  local answers
  for i = first, last, ARGUMENTS_MAX do
    local answer = redis.call(command, key, unpack(list, i, math.min(i + ARGUMENTS_MAX - 1, last)))
    if not answers then
      answers = answer
    elseif type(answer) == 'table' then
      for j = 1, #answer do
        answers[#answers + 1] = answer[j]
      end
    end
  end
  return answers
end

local function applied(results, members)
  local changes = redis.call('HINCRBY', KEYS[1], 'changes', 1)
  redis.call('HSET', KEYS[2], ARGV[1], ARGV[3] .. ' ' .. results)
  if #members > 0 then
    local scored = {}
    for i = 1, #members do
      scored[2 * i - 1] = changes
      scored[2 * i] = members[i]
    end
    call_with_all('ZADD', KEYS[3], scored, 1, #scored)
  end
  return {'applied', changes, results}
end
