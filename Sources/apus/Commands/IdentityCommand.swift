import ArgumentParser
import CloudCore
import CloudSQL
import CloudService
import IdentityService

/// `apus identity …`: what an operator does to identity outside of its API.
struct IdentityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "identity", abstract: "What identity's API does not do.",
        subcommands: [
            Bootstrap.self, RotateKeys.self, RotateCredentialKeys.self, MigrateCredentials.self, Unlock.self,
            Purge.self, MappingPurgeCommand.self, MappingTestCommand.self,
        ])

    /// Runs `body` with the cloud's identity and its open database, beside the cloud if that runs.
    static func withIdentity(of cloud: LocalCloud, _ body: (IdentityRole) async throws -> Void) async throws {
        let role = try IdentityRole(try Foundations(cloud, keepsTraces: false).environment)
        for database in role.parts.databases { try await database.open() }
        do {
            try await body(role)
        } catch {
            for database in role.parts.databases { await database.close() }
            throw error
        }
        for database in role.parts.databases { await database.close() }
    }

    /// `apus identity rotate-keys`: tokens are signed with a new key from now on; older ones hold until they end.
    struct RotateKeys: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate-keys", abstract: "Sign tokens with a new key; tokens given before stay valid.")

        func run() async throws {
            let cloud = try LocalCloud()
            let environment = try Foundations(cloud, keepsTraces: false).environment
            let role = try IdentityRole(environment)
            try role.rotateKeys()
            print("apus: the keys of \(cloud.folder.path) are rotated")
        }
    }

    /// Works on identity's own database, also while the cloud runs.
    static func with<T: Sendable>(_ body: @Sendable (IdentityRole) async throws -> T) async throws -> T {
        let role = try IdentityRole(try Foundations(try LocalCloud(), keepsTraces: false).environment)
        for database in role.parts.databases { try await database.open() }
        do {
            let value = try await body(role)
            for database in role.parts.databases { await database.close() }
            return value
        } catch {
            for database in role.parts.databases { await database.close() }
            throw (error as? Fault).map { CommandFailure($0.message) } ?? error
        }
    }
}
