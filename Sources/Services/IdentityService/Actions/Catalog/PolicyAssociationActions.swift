import CloudAuth
import CloudCore
import CloudSQL

/// For which endpoints a stored policy is in effect: tie, check, untie, and look up both ways.
struct PolicyAssociationActions: Sendable {
    let kit: IdentityKit

    func check(_ policyID: String, _ place: PolicyAssociation.Place, _ caller: Caller) async throws {
        try kit.policy.enforce("identity:check_policy_association_for_\(place.words)", caller)
        try await kit.store.read { connection in
            try requireAll(policyID, place, connection)
            let held = try connection.table(PolicyAssociation.self).find(place.key)
            guard held?.policyID == policyID else { throw Fault.notFound("Could not find policy association.") }
        }
    }

    /// A place has one policy: the last one wins.
    func create(_ policyID: String, _ place: PolicyAssociation.Place, _ caller: Caller) async throws {
        try kit.policy.enforce("identity:create_policy_association_for_\(place.words)", caller)
        try await kit.store.write { connection in
            try requireAll(policyID, place, connection)
            let table = try connection.table(PolicyAssociation.self)
            if try table.find(place.key) == nil {
                try table.insert(PolicyAssociation(policyID, place))
            } else {
                try table.update(PolicyAssociation(policyID, place))
            }
        }
    }

    func delete(_ policyID: String, _ place: PolicyAssociation.Place, _ caller: Caller) async throws {
        try kit.policy.enforce("identity:delete_policy_association_for_\(place.words)", caller)
        try await kit.store.write { connection in
            try requireAll(policyID, place, connection)
            let table = try connection.table(PolicyAssociation.self)
            if try table.find(place.key)?.policyID == policyID { try table.delete(place.key) }
        }
    }

    func endpoints(of policyID: String, _ caller: Caller) async throws -> [Endpoint] {
        try kit.policy.enforce("identity:list_endpoints_for_policy", caller)
        return try await kit.store.read { connection in
            try connection.require(StoredPolicy.self, policyID)
            let ties = try connection.table(PolicyAssociation.self)
                .list(ListQuery(filters: [.equal("policy_id", policyID)]))
            let endpoints = try connection.table(Endpoint.self).list()
            let upwards = try Set(endpoints.map(\.regionID)).reduce(into: [:]) { upwards, region in
                upwards[region] = try connection.regionsUpwards(from: region)
            }
            return endpoints.filter { endpoint in
                ties.contains { $0.covers(endpoint, regions: upwards[endpoint.regionID] ?? []) }
            }
        }
    }

    /// The endpoint's own policy, else that of its service in its region or the nearest above, else its service's.
    func policy(of endpointID: String, _ caller: Caller) async throws -> StoredPolicy {
        try kit.policy.enforce("identity:get_policy_for_endpoint", caller)
        return try await kit.store.read { connection in
            let endpoint = try connection.require(Endpoint.self, endpointID)
            let regions = try connection.regionsUpwards(from: endpoint.regionID)
            let places =
                [.endpoint(endpointID)]
                + regions.map { PolicyAssociation.Place.regional(service: endpoint.serviceID, region: $0) }
                + [.service(endpoint.serviceID)]
            for place in places {
                guard let tie = try connection.table(PolicyAssociation.self).find(place.key) else { continue }
                return try connection.require(StoredPolicy.self, tie.policyID)
            }
            throw Fault.notFound("No policy is associated with endpoint \(endpointID).")
        }
    }

    private func requireAll(_ policyID: String, _ place: PolicyAssociation.Place, _ connection: Connection) throws {
        try connection.require(StoredPolicy.self, policyID)
        switch place {
        case .endpoint(let id): try connection.require(Endpoint.self, id)
        case .service(let id): try connection.require(Service.self, id)
        case .regional(let service, let region):
            try connection.require(Service.self, service)
            try connection.require(Region.self, region)
        }
    }
}

extension PolicyAssociation.Place {
    /// As the rules name it.
    fileprivate var words: String {
        switch self {
        case .endpoint: "endpoint"
        case .service: "service"
        case .regional: "region_and_service"
        }
    }
}
