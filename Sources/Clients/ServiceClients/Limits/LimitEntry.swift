import CloudJSON

/// A limit as identity lists it: registered, or a project's or domain's own.
struct LimitEntry: Sendable {
    var resource: String
    /// nil: in all regions.
    var regionID: String?
    /// Negative is none.
    var amount: Int

    /// - Parameter amount: the member that holds it.
    init?(_ body: JSON, amount member: String) {
        guard let name = body["resource_name"]?.string, let amount = body[member]?.integer else { return nil }
        resource = name
        regionID = body["region_id"]?.string
        self.amount = Int(amount)
    }

    /// Those that count in a region: its own over those of all regions.
    static func chosen(_ entries: [LimitEntry], _ regionID: String?) -> [String: LimitEntry] {
        var chosen: [String: LimitEntry] = [:]
        for entry in entries where entry.regionID == nil || entry.regionID == regionID {
            if chosen[entry.resource]?.regionID == nil { chosen[entry.resource] = entry }
        }
        return chosen
    }
}
