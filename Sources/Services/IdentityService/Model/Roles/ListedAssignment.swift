/// A role assignment as it is listed, and where it comes from when it is an effective one.
struct ListedAssignment: Sendable, Hashable {
    var assignment: Assignment
    /// The stored assignment that this one follows from.
    var source: Assignment
    /// The group by which a user has it.
    var groupID: String?
    /// The role that implies it.
    var priorRoleID: String?

    init(_ assignment: Assignment) {
        self.assignment = assignment
        source = assignment
    }
}
