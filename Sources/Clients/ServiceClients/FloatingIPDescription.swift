package import CloudJSON

/// A floating address that leads to a port's fixed address.
package struct FloatingIPDescription: Sendable, Hashable {
    package var id: String
    package var address: String
    package var portID: String?
    package var fixedAddress: String?

    /// Reads a floating IP's body; nil when it is none.
    package init?(_ body: JSON) {
        guard let id = body["id"]?.string, let address = body["floating_ip_address"]?.string else { return nil }
        self.id = id
        self.address = address
        portID = body["port_id"]?.string
        fixedAddress = body["fixed_ip_address"]?.string
    }
}
