import CloudCore

/// Faults in Neutron's own words, which clients parse.
extension Fault {
    static func invalidInput(_ reason: String) -> Fault {
        .badRequest("Invalid input for operation: \(reason)", code: "InvalidInput")
    }
    static func missing(_ kind: String, _ id: String) -> Fault {
        .notFound("\(kind) \(id) could not be found.", code: kind.replacing(" ", with: "") + "NotFound")
    }
    static func missingNetwork(_ id: String) -> Fault { missing("Network", id) }
    static func missingSubnet(_ id: String) -> Fault { missing("Subnet", id) }
    static func missingPort(_ id: String) -> Fault { missing("Port", id) }
    static func missingRouter(_ id: String) -> Fault {
        .notFound("Router \(id) could not be found", code: "RouterNotFound")
    }
    static func missingFloatingIP(_ id: String) -> Fault {
        .notFound("Floating IP \(id) could not be found", code: "FloatingIPNotFound")
    }
    static func missingGroup(_ id: String) -> Fault {
        .notFound("Security group \(id) does not exist", code: "SecurityGroupNotFound")
    }
    static func missingRule(_ id: String) -> Fault {
        .notFound("Security group rule \(id) does not exist", code: "SecurityGroupRuleNotFound")
    }
    static func badRouter(_ reason: String) -> Fault {
        .badRequest("Bad router request: \(reason).", code: "BadRequest")
    }
    static func badFloatingIP(_ reason: String) -> Fault {
        .badRequest("Bad floatingip request: \(reason).", code: "BadRequest")
    }
    static func noAddresses(_ networkID: String) -> Fault {
        .conflict("No more IP addresses available on network \(networkID).", code: "IpAddressGenerationFailure")
    }
    static func subnetInUse(
        _ id: String, _ reason: String = "One or more ports have an IP allocation from this subnet"
    ) -> Fault {
        .conflict("Unable to complete operation on subnet \(id): \(reason).", code: "SubnetInUse")
    }
    static func overQuota(_ resource: String) -> Fault {
        .conflict("Quota exceeded for resources: ['\(resource)'].", code: "OverQuota")
    }
    static func revision(_ expected: Int64, current: Int64) -> Fault {
        Fault(
            412, "Constrained to \(expected), but current revision is \(current)",
            code: "RevisionNumberConstraintFailed")
    }
}
