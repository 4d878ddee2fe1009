-- Makes a partition fit to be written to, and gives it back tasks that it lost.
--
-- KEYS[1] meta, KEYS[2] changed, KEYS[3] tasks, KEYS[4] ids, as the other scripts know them
-- ARGV[1] birth, ARGV[2] how many partitions there are, then for each task: tenant, name, revision, id, definition
--
-- Answers {"birth", id} where the partition is of another birth, and nothing is written; else {"restored", tasks}.

local birth = redis.call('HGET', KEYS[1], 'birth')
if birth and birth ~= ARGV[1] then
  return {'birth', birth}
end
if not birth then
  redis.call('HSET', KEYS[1], 'birth', ARGV[1], 'schema', '1')
end

local restored = {}
for i = 3, #ARGV, 5 do
  local tenant, name, revision, id, definition = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]
  local field = tenant .. '/' .. name
  local stored = redis.call('HGET', KEYS[3], field)
  local standing = stored and tonumber(string.match(stored, '^(%d+) ')) or 0
  if standing < tonumber(revision) then
    redis.call('HSET', KEYS[3], field, revision .. ' ' .. id .. ' ' .. definition)
    restored[#restored + 1] = 't:' .. field
  end
  local count = math.floor(tonumber(id) / tonumber(ARGV[2]))
  if tonumber(redis.call('HGET', KEYS[4], tenant) or '0') < count then
    redis.call('HSET', KEYS[4], tenant, string.format('%d', count))
  end
end

if #restored > 0 then
  local changes = redis.call('HINCRBY', KEYS[1], 'changes', 1)
  for i = 1, #restored do
    redis.call('ZADD', KEYS[2], changes, restored[i])
  end
end
return {'restored', #restored}
