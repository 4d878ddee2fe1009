-- When outcomes came, as a field of evidence: for each bin of delays that has any, in order, three numbers, packed as sums are: the
-- bin, how many came in it, and the sum of their values. Outcomes by groups of units are kept alike, see evidence.lua.
--
-- What an earlier version wrote, '<BI4d' for each bin, is read too: it begins with the bin, and no array with so small a byte.

local EARLIER_ARRIVAL = '<BI4d'
local ARRAY = 0x90
local LAST_BIN = 31
local LAST_UNIT_BIN = 127

local function add_arrival(bins, bin, count, sum)
  local known = bins[bin]
  if known then
    known[1] = known[1] + count
    known[2] = known[2] + sum
  else
    bins[bin] = {count, sum}
  end
end

local function add_arrivals(bins, field)
  if string.byte(field) < ARRAY then
    local next = 1
    while next <= #field do
      local bin, count, sum
      bin, count, sum, next = struct.unpack(EARLIER_ARRIVAL, field, next)
      add_arrival(bins, bin, count, sum)
    end
    return
  end
  local numbers = unpacked(field)
  for i = 1, #numbers, 3 do
    add_arrival(bins, numbers[i], numbers[i + 1], numbers[i + 2])
  end
end

-- Nil where nothing is left.
local function format_arrivals(bins, last)
  local numbers, n = {}, 0
  for bin = 0, last do
    local known = bins[bin]
    if known and known[1] > 0 then
      numbers[n + 1], numbers[n + 2], numbers[n + 3] = bin, known[1], known[2]
      n = n + 3
    end
  end
  return n > 0 and packed(numbers) or nil
end
