import CloudSQL

/// Filters of ports that look into other tables.
enum PortConditions {
    /// `fixed_ips=ip_address=10.0.0.5`, `fixed_ips=subnet_id=…`, `fixed_ips=ip_address_substr=10.0`; all must hold.
    static func fixedIPs(_ values: [String]) -> SQLCondition? {
        var condition: SQLCondition?
        for value in values {
            let parts = value.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            let text: String
            switch parts[0] {
            case "ip_address": text = "address = $1"
            case "subnet_id": text = "subnet_id = $1"
            case "ip_address_substr": text = "address LIKE '%' || $1 || '%'"
            default: continue
            }
            let one = SQLCondition(
                "id IN (SELECT port_id FROM ip_allocations WHERE \(text))", [.text(parts[1])])
            condition = condition?.and(one) ?? one
        }
        return condition
    }

    static func groups(_ values: [String]) -> SQLCondition? {
        let places = values.indices.map { "$\($0 + 1)" }.joined(separator: ", ")
        return SQLCondition(
            "id IN (SELECT port_id FROM group_memberships WHERE group_id IN (\(places)))", values.map { .text($0) })
    }
}
