/// Why a change of inventories or allocations cannot be; the actions put it into their own sentence.
struct Refusal: Error, Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case notFound, invalidInventory, inventoryInUse, concurrentUpdate
    }

    var kind: Kind
    var message: String
}

extension Refusal {
    static func unknownClass(_ name: String) -> Refusal {
        Refusal(kind: .notFound, message: "No such resource class \(name).")
    }

    static func noInventory(_ resourceClass: String, _ provider: String) -> Refusal {
        Refusal(
            kind: .invalidInventory,
            message: "Inventory for '\(resourceClass)' on resource provider '\(provider)' invalid.")
    }

    static func constraintsViolated(_ resourceClass: String, _ provider: String) -> Refusal {
        Refusal(
            kind: .invalidInventory,
            message: "Unable to create allocation for '\(resourceClass)' on resource provider '\(provider)'. "
                + "The requested amount would violate inventory constraints.")
    }

    static func capacityExceeded(_ resourceClass: String, _ provider: String) -> Refusal {
        Refusal(
            kind: .invalidInventory,
            message: "Unable to create allocation for '\(resourceClass)' on resource provider '\(provider)'. "
                + "The requested amount would exceed the capacity.")
    }

    static func inventoryInUse(_ resourceClasses: [String], _ provider: String) -> Refusal {
        Refusal(
            kind: .inventoryInUse,
            message:
                "Inventory for '\(resourceClasses.joined(separator: ", "))' on resource provider '\(provider)' in use.")
    }
}
