/// A server, or several alike, as a client asks for them.
struct ServerWish: Sendable {
    var name: String
    var imageID: String?
    var flavorID: String
    var networks = NetworkWish.unspecified
    /// Names or ids.
    var securityGroups: [String] = []
    var userData: String?
    var keyName: String?
    var metadata: [String: String] = [:]
    var adminPassword: String?
    var hasConfigDrive = false
    var description: String?
    var hostname: String?
    var tags: [String] = []
    /// `zone`, `zone:host` or `zone:host:node`.
    var availabilityZone: String?
    var requestedHost: String?
    var requestedNode: String?
    var hints: [String: [String]] = [:]
    var accessV4: String?
    var accessV6: String?
    var diskConfig = "MANUAL"
    var minimumCount = 1
    var maximumCount = 1
}
