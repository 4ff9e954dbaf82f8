import CloudJSON

/// Endpoints by what they have in common, so that projects can be given them together (OS-EP-FILTER).
struct EndpointGroup: Sendable, Codable, Hashable {
    /// What a group may go by.
    static let filterNames = ["service_id", "region_id", "interface"]

    var id: String
    var name: String
    var description: String?
    /// All of them must match.
    var filters: [String: JSON]

    func contains(_ endpoint: Endpoint) -> Bool {
        filters.allSatisfy { name, value in
            switch name {
            case "service_id": value.string == endpoint.serviceID
            case "region_id": value.string == endpoint.regionID
            case "interface": value.string == endpoint.interface
            default: false
            }
        }
    }
}
