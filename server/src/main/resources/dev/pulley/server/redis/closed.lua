-- Whether a task has closed buckets that whoever named some of them did not know.
--
-- since: the count of changes at which they were looked for; prefix: with which the names of the task's buckets begin; before:
-- by when (ms) those that are closed end; widths: how wide (ms) buckets are, by code, as a text; known: by name

local function has_others(changed, since, prefix, before, widths, known)
  local width, code = {}, 0
  for millis in string.gmatch(widths, '%d+') do
    width[code] = tonumber(millis)
    code = code + 1
  end
  local touched = redis.call('ZRANGEBYSCORE', changed, '(' .. since, '+inf')
  for i = 1, #touched do
    local name = touched[i]
    if string.sub(name, 1, #prefix) == prefix and not known[name] then
      local of, index = string.match(name, ':(%d+)%.(%-?%d+)$', #prefix)
      if (tonumber(index) + 1) * width[tonumber(of)] <= tonumber(before) then
        return true
      end
    end
  end
  return false
end
