-- When outcomes came, as a field of evidence: for each bin of delays that has any, in order, '<BI4d': the bin, how many came in
-- it, and the sum of their values. Outcomes by groups of units are kept alike, see evidence.lua.

local ARRIVAL = '<BI4d'
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
  local next = 1
  while next <= #field do
    local bin, count, sum
    bin, count, sum, next = struct.unpack(ARRIVAL, field, next)
    add_arrival(bins, bin, count, sum)
  end
end

-- Empty, where nothing is left.
local function format_arrivals(bins, last)
  local parts = {}
  for bin = 0, last do
    local known = bins[bin]
    if known and known[1] > 0 then
      parts[#parts + 1] = struct.pack(ARRIVAL, bin, known[1], known[2])
    end
  end
  return table.concat(parts)
end
