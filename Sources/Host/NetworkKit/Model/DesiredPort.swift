/// A guest's place in a network: its device in the cloud's namespace and what may pass it.
package struct DesiredPort: Sendable, Codable, Hashable {
    package var id: String
    package var networkID: String
    /// The tap's name; a device of another kind that has the name (a veth) is used as it is.
    package var device: String
    /// nil: port security is off, everything passes.
    package var filter: PortFilter?

    package init(id: String, networkID: String, device: String, filter: PortFilter? = nil) {
        self.id = id
        self.networkID = networkID
        self.device = device
        self.filter = filter
    }
}
