import ArgumentParser
import IdentityService

/// `apus identity …`: what an operator does to identity outside of its API.
struct IdentityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "identity", abstract: "What identity's API does not do.", subcommands: [RotateKeys.self])

    /// `apus identity rotate-keys`: tokens are signed with a new key from now on; older ones hold until they end.
    struct RotateKeys: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate-keys", abstract: "Sign tokens with a new key; tokens given before stay valid.")

        func run() async throws {
            let cloud = try LocalCloud()
            let environment = try Foundations(cloud, keepsTraces: false).environment
            let role = try IdentityRole(environment)
            try role.keys.rotate()
            print("apus: the keys of \(cloud.folder.path) are rotated")
        }
    }
}
