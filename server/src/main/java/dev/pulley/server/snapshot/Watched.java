package dev.pulley.server.snapshot;

import dev.pulley.policies.evidence.VariantVersion;
import dev.pulley.policies.shaping.ProxyDrift;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * What the decisions that have both say of one proxy and the outcome.
 *
 * @param isAlarming whether what the proxy says has changed
 * @param correlation that of both within variants; not a number where one of them never differed
 */
record Watched(boolean isAlarming, double correlation) {
    /**
     * What it is found from.
     *
     * @param pairs bucket by bucket, from the oldest to the newest
     */
    record Pairs(List<BucketPairs> pairs, List<VariantVersion> versions, SortedSet<Integer> proxies) {}

    /** Each proxy, by position. */
    static SortedMap<Integer, Watched> of(Pairs found) {
        SortedMap<Integer, ProxyDrift> drifts = new TreeMap<>();
        found.proxies.forEach(proxy -> drifts.put(proxy, new ProxyDrift(found.versions.size())));
        Map<VariantVersion, Integer> places = new HashMap<>();
        found.versions.forEach(version -> places.put(version, places.size()));
        found.pairs.forEach(bucket -> bucket.addTo(drifts, places));
        TreeMap<Integer, Watched> result = new TreeMap<>();
        drifts.forEach((proxy, drift) ->
                result.put(proxy, new Watched(drift.isRaised(found.proxies.size()), drift.correlation())));
        return result;
    }
}
