/// That a port is in a security group.
struct GroupMembership: Sendable, Codable, Hashable {
    var id: String
    var portID: String
    var groupID: String

    init(portID: String, groupID: String) {
        id = "\(portID)/\(groupID)"
        self.portID = portID
        self.groupID = groupID
    }
}
