import HostKit

/// What clients need to find the cloud: `clouds.yaml`, `openrc`, `ssh_config`, all of mode 0600.
struct ClientFiles: Sendable {
    let folder: StateFolder
    /// Of the APIs.
    let url: String
    /// A PEM file of authorities that clients shall trust; nil: the system's.
    let authorities: String?
    let password: String
    let region: String
    /// This program's path, for the ssh proxy.
    let program: String

    func write() throws {
        try HostFile.writeAtomically(
            """
            clouds:
              apus:
                auth:
                  auth_url: \(url)/identity
                  username: admin
                  password: "\(password)"
                  project_name: admin
                  user_domain_id: default
                  project_domain_id: default
                region_name: \(region)
                identity_api_version: 3\(authorities.map { "\n    cacert: \($0)" } ?? "")

            """, to: folder.cloudsFile)
        try HostFile.writeAtomically(
            """
            export OS_AUTH_URL=\(url)/identity
            export OS_USERNAME=admin
            export OS_PASSWORD=\(password)
            export OS_PROJECT_NAME=admin
            export OS_USER_DOMAIN_ID=default
            export OS_PROJECT_DOMAIN_ID=default
            export OS_REGION_NAME=\(region)
            export OS_IDENTITY_API_VERSION=3\(authorities.map { "\nexport OS_CACERT=\($0)" } ?? "")

            """, to: folder.openrcFile)
        try HostFile.writeAtomically(
            """
            Host *
                ProxyCommand env APUS_HOME=\(folder.path) \(program) connect %h %p
                User cirros
                IdentityFile \(folder.sshKeyFile)
                StrictHostKeyChecking no
                UserKnownHostsFile /dev/null
                LogLevel ERROR

            """, to: folder.sshConfigFile)
    }
}
