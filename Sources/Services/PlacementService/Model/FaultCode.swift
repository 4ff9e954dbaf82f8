/// Placement's symbolic fault codes; clients act on them.
enum FaultCode {
    static let undefined = "placement.undefined_code"
    static let inventoryInUse = "placement.inventory.inuse"
    static let concurrentUpdate = "placement.concurrent_update"
    static let duplicateName = "placement.duplicate_name"
    static let providerInUse = "placement.resource_provider.inuse"
    static let providerHasChildren = "placement.resource_provider.cannot_delete_parent"
    static let providerNotFound = "placement.resource_provider.not_found"
    static let duplicateKey = "placement.query.duplicate_key"
    static let badValue = "placement.query.bad_value"
    static let missingValue = "placement.query.missing_value"
}
