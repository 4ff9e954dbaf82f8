package import CloudJSON

/// What other services need to know of a network.
package struct NetworkDescription: Sendable, Hashable {
    package var id: String
    package var name: String
    package var projectID: String
    package var isShared: Bool
    package var isExternal: Bool
    package var subnetIDs: [String]
    package var mtu: Int?

    /// Reads a network's body; nil when it is none.
    package init?(_ body: JSON) {
        guard let id = body["id"]?.string else { return nil }
        self.id = id
        name = body["name"]?.string ?? ""
        projectID = body["project_id"]?.string ?? body["tenant_id"]?.string ?? ""
        isShared = body["shared"]?.bool ?? false
        isExternal = body["router:external"]?.bool ?? false
        subnetIDs = body["subnets"]?.strings ?? []
        mtu = body["mtu"]?.integer.map(Int.init)
    }
}
