package import CloudJSON

/// What other services need to know of a port.
package struct PortDescription: Sendable, Hashable {
    /// An address and its subnet.
    package struct FixedIP: Sendable, Hashable {
        package var address: String
        package var subnetID: String
    }

    package var id: String
    package var name: String
    package var networkID: String
    package var projectID: String
    package var deviceID: String
    package var deviceOwner: String
    package var macAddress: String
    package var status: String
    package var fixedIPs: [FixedIP]
    package var securityGroupIDs: [String]
    /// Empty while unbound.
    package var bindingHost: String
    package var vifType: String
    /// `device` and `namespace` of the tap, once bound.
    package var vifDetails: [String: JSON]

    /// Reads a port's body; nil when it is none.
    package init?(_ body: JSON) {
        guard let id = body["id"]?.string, let networkID = body["network_id"]?.string else { return nil }
        self.id = id
        self.networkID = networkID
        name = body["name"]?.string ?? ""
        projectID = body["project_id"]?.string ?? body["tenant_id"]?.string ?? ""
        deviceID = body["device_id"]?.string ?? ""
        deviceOwner = body["device_owner"]?.string ?? ""
        macAddress = body["mac_address"]?.string ?? ""
        status = body["status"]?.string ?? ""
        fixedIPs = (body["fixed_ips"]?.array ?? []).compactMap { item in
            guard let address = item["ip_address"]?.string else { return nil }
            return FixedIP(address: address, subnetID: item["subnet_id"]?.string ?? "")
        }
        securityGroupIDs = body["security_groups"]?.strings ?? []
        bindingHost = body["binding:host_id"]?.string ?? ""
        vifType = body["binding:vif_type"]?.string ?? ""
        vifDetails = body["binding:vif_details"]?.object ?? [:]
    }
}
