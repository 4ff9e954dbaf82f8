import Testing

/// The map of the design: modules rise in layers, services stand apart, agents see no database.
@Suite struct LayeringTests {
    private let modules: [SourceTree.Module]
    private let files: [SourceTree.File]

    init() throws {
        let tree = SourceTree()
        modules = try tree.modules()
        files = try tree.swiftFiles(under: "Sources")
    }

    @Test func theManifestListsWhatLiesInTheRooms() throws {
        #expect(modules.count > 10, "the table of modules in Package.swift was not found")
        let listed = Set(modules.map { "Sources/\($0.room)/\($0.name)" })
        let present = Set(files.filter { $0.parts[1] != "apus" }.map { $0.parts.prefix(3).joined(separator: "/") })
        #expect(present.subtracting(listed).isEmpty)
        #expect(listed.subtracting(present).isEmpty)
    }

    @Test func aModuleImportsOnlyModulesAboveItInTheManifest() {
        let order = Dictionary(uniqueKeysWithValues: modules.enumerated().map { ($1.name, $0) })
        expectNone { module, imported in
            guard let mine = order[module.name], let other = order[imported.name] else { return false }
            return other >= mine
        }
    }

    @Test func servicesNeverImportOneAnother() {
        expectNone { $0.room == "Services" && $1.room == "Services" }
    }

    @Test func onlyTheProgramImportsServicesAndAgents() {
        expectNone { _, imported in imported.room == "Services" || imported.room == "Agents" }
    }

    @Test func agentsSeeNoDatabase() {
        let forbidden: Set = ["CloudSQL", "CloudTasks"]
        expectNone { module, imported in
            ["Agents", "Host", "Clients"].contains(module.room) && forbidden.contains(imported.name)
        }
    }

    @Test func theRoomsRise() {
        let allowed: [String: Set<String>] = [
            "Core": ["Core"],
            "Clients": ["Core", "Clients"],
            "Host": ["Core", "Host"],
            "Services": ["Core", "Clients", "Host"],
            "Agents": ["Core", "Clients", "Host"],
        ]
        expectNone { module, imported in !(allowed[module.room]?.contains(imported.room) ?? false) }
    }

    @Test func databaseLibrariesAreImportedOnlyByTheStore() {
        let owners = [
            "CSQLite": "CloudSQL", "CPostgreSQL": "CloudSQL", "CRabbitMQ": "CloudMessaging",
            "CLibvirt": "HypervisorKit", "CLDAP": "LDAPKit", "CXMLSec": "SAMLKit",
        ]
        let strangers = files.flatMap { file in
            file.imports.filter { owners[$0.module] != nil && owners[$0.module] != file.parts[2] }
                .map { "\(file.path):\($0.line) imports \($0.module)" }
        }
        #expect(strangers.isEmpty)
    }

    /// Expects that no file of a module imports another module of ours for which `isWrong` holds.
    private func expectNone(_ isWrong: (SourceTree.Module, SourceTree.Module) -> Bool) {
        let byName = Dictionary(uniqueKeysWithValues: modules.map { ($0.name, $0) })
        var wrong: [String] = []
        for file in files where file.parts.count > 3 {
            guard let module = byName[file.parts[2]] else { continue }
            for (line, name) in file.imports {
                guard let imported = byName[name], isWrong(module, imported) else { continue }
                wrong.append("\(file.path):\(line) imports \(name)")
            }
        }
        #expect(wrong.isEmpty)
    }
}
