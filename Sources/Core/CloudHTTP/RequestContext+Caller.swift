import CloudAuth
import CloudCore

extension RequestContext {
    /// Writes down who asks; without anybody it stays as it is.
    mutating func name(_ caller: Caller?) {
        guard let caller else { return }
        userID = caller.user.id
        userName = caller.user.name
        projectID = caller.projectID ?? projectID
        domainID = caller.domainID
    }
}
