import CloudAuth
import CloudCore
import CloudJSON
import CloudSQL

/// Regions: create, list, show, update, delete.
struct RegionActions: ResourceActions {
    let kit: IdentityKit

    /// What a client may say of a region.
    struct Input: Sendable {
        var id: String?
        var description: String?
        /// Present and nil: no parent.
        var parentRegionID: String??
        var extra: [String: JSON]
    }

    func create(_ input: Input, _ caller: Caller) async throws -> Region {
        let region = Region(
            id: input.id ?? kit.identifiers.hex(), description: input.description ?? "",
            parentRegionID: input.parentRegionID ?? nil, extra: input.extra)
        let conflict = Fault.taken("region", "Duplicate ID, \(region.id).")
        return try await kit.create("identity:create_region", region, caller, conflict: conflict) { connection in
            try requireParent(of: region, connection)
        }
    }

    func list(_ query: ListQuery, _ caller: Caller) async throws -> [Region] {
        try await kit.list("identity:list_regions", query, caller)
    }

    func show(_ id: String, _ caller: Caller) async throws -> Region {
        try await kit.show("identity:get_region", id, caller)
    }

    func update(_ id: String, _ input: Input, _ caller: Caller) async throws -> Region {
        try await kit.update("identity:update_region", id, caller) { region, connection in
            region.description = input.description ?? region.description
            if let parent = input.parentRegionID { region.parentRegionID = parent }
            region.extra.merge(input.extra) { $1 }
            try requireParent(of: region, connection)
        }
    }

    /// Deletes the region and those below it, unless an endpoint stands in one of them.
    func delete(_ id: String, _ caller: Caller) async throws {
        try kit.policy.enforce("identity:delete_region", caller)
        try await kit.store.write { connection in
            try connection.require(Region.self, id)
            let tree = try connection.regionTree(from: id)
            let used = try connection.table(Endpoint.self).exists(where: [.init("region_id", tree.map { .string($0) })])
            guard !used else {
                throw Fault.forbidden(
                    "Unable to delete region \(id) because it or its child regions have associated endpoints.")
            }
            guard try !connection.hasRegisteredLimits("region_id", tree) else {
                throw Fault.forbidden(
                    "Unable to delete region \(id) because it or its child regions have registered limits.")
            }
            for region in tree.reversed() {
                try connection.table(Region.self).delete(region)
                try kit.notify(.deleted, .region, region, connection)
            }
        }
    }

    /// The parent must be there, and must not be the region itself or stand below it.
    private func requireParent(of region: Region, _ connection: Connection) throws {
        var next = region.parentRegionID
        while let id = next {
            guard id != region.id else {
                throw Fault.badRequest(
                    "The specified parent region \(region.parentRegionID ?? "") would create "
                        + "a circular region hierarchy."
                )
            }
            next = try connection.require(Region.self, id).parentRegionID
        }
    }
}
