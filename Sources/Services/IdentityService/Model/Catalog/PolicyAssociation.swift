/// That a policy is in effect for an endpoint, for a service, or for a service in a region and those below it
/// (OS-ENDPOINT-POLICY). Each place has one policy at most.
struct PolicyAssociation: Sendable, Codable, Hashable {
    enum Place: Sendable, Hashable {
        case endpoint(String)
        case service(String)
        case regional(service: String, region: String)
    }

    /// Says the place.
    var id: String
    var policyID: String
    var endpointID: String?
    var serviceID: String?
    var regionID: String?

    init(_ policyID: String, _ place: Place) {
        self.policyID = policyID
        id = place.key
        switch place {
        case .endpoint(let endpoint): endpointID = endpoint
        case .service(let service): serviceID = service
        case .regional(let service, let region): (serviceID, regionID) = (service, region)
        }
    }

    /// Whether the endpoint stands where the policy is in effect; regions are those from the endpoint's own upwards.
    func covers(_ endpoint: Endpoint, regions: [String]) -> Bool {
        if let endpointID { return endpointID == endpoint.id }
        guard serviceID == endpoint.serviceID else { return false }
        return regionID.map(regions.contains) ?? true
    }
}

extension PolicyAssociation.Place {
    var key: String {
        switch self {
        case .endpoint(let id): "endpoint/\(id)"
        case .service(let id): "service/\(id)"
        case .regional(let service, let region): "service/\(service)/region/\(region)"
        }
    }
}
