/// How a service signs in: a user of the `service` project. The password never leaves this value but to identity.
package struct ServiceCredentials: Sendable {
    package var username: String
    package var password: String
    package var projectName: String
    package var domainID: String
    /// Whether its tokens are the system's instead of the project's.
    package var isSystem: Bool

    package init(
        username: String, password: String, projectName: String = "service", domainID: String = "default",
        isSystem: Bool = false
    ) {
        self.username = username
        self.password = password
        self.projectName = projectName
        self.domainID = domainID
        self.isSystem = isSystem
    }
}
