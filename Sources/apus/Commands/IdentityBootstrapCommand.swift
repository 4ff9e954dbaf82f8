import ArgumentParser
import CloudConfiguration
import CloudCore
import FoundationEssentials
import HostKit
import IdentityService

extension IdentityCommand {
    /// `apus identity bootstrap`: the rows that every cloud needs, so that an administrator can sign in; also the way
    /// back in when the administrator's password is lost.
    struct Bootstrap: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "bootstrap",
            abstract: "Make the first domain, projects, roles and administrator, or set the administrator's password.",
            discussion: """
                Running it again changes nothing but the password, which is read from a file or from standard input, \
                and the address of identity in the catalog.
                """)

        @Option(
            help: ArgumentHelp("The file that holds the password; standard input, if none is named.", valueName: "file")
        )
        var passwordFile: String?

        @Option(help: ArgumentHelp("Where clients reach identity, for the catalog.", valueName: "url"))
        var identityURL: String?

        @Option(
            help: ArgumentHelp("The region of the catalog; the configured one, if none is named.", valueName: "region"))
        var region: String?

        func run() async throws {
            let password = try password()
            let cloud = try LocalCloud()
            try cloud.folder.prepare()
            let services = identityURL.map {
                [IdentityService.Bootstrap.CatalogService(type: "identity", name: "keystone", url: $0)]
            }
            let plan = IdentityService.Bootstrap(
                adminPassword: password, region: try region ?? cloud.configuration[Settings.region],
                services: services ?? [], serviceUsers: [:], resetsPasswords: true)
            let outcome = try await IdentityCommand.with { try await plan.run(on: $0) }
            // What `apus up` writes into the clients' files.
            try HostFile.writeAtomically(password, to: cloud.folder.secretsFolder + "/admin-password", mode: 0o600)
            print("apus: user admin (\(outcome.adminUserID)) administers project admin (\(outcome.adminProjectID))")
        }

        /// One line, without its end.
        private func password() throws -> String {
            let text: String
            if let passwordFile {
                guard let content = HostFile.text(passwordFile) else {
                    throw CommandFailure("\(passwordFile) cannot be read.")
                }
                text = content
            } else {
                text = readLine(strippingNewline: true) ?? ""
            }
            let line = text.split(separator: "\n", omittingEmptySubsequences: false).first.map(String.init) ?? ""
            guard !line.isEmpty else { throw CommandFailure("The password is empty.") }
            return line
        }
    }
}
