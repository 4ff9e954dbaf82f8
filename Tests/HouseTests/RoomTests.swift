import Testing

/// The rooms of a service: the same in every one, and what is never in them.
@Suite struct RoomTests {
    private let files: [SourceTree.File]
    private static let rooms: Set = [
        "API", "Actions", "Areas", "Configuration", "Drivers", "Model", "Policy", "Tables", "Tasks",
    ]

    init() throws {
        files = try SourceTree().swiftFiles(under: "Sources/Services")
    }

    @Test func noServiceHasARoomOfItsOwn() {
        let strange = files.filter { $0.parts.count > 4 && !Self.rooms.contains($0.parts[3]) }.map(\.path)
        #expect(strange.isEmpty)
    }

    @Test func modelsArePure() {
        let impure: Set = ["CloudHTTP", "CloudSQL", "CloudMessaging"]
        let wrong = files.filter { $0.parts.dropFirst(3).first == "Model" }.flatMap { file in
            file.imports.filter { impure.contains($0.module) }.map { "\(file.path):\($0.line) imports \($0.module)" }
        }
        #expect(wrong.isEmpty)
    }

    @Test func tablesAloneHoldSQL() {
        let verbs = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM "]
        let wrong = files.filter { $0.parts[3] != "Tables" }.flatMap { file in
            file.lines.enumerated().filter { _, line in
                let text = line.drop { $0 == " " || $0 == "\"" }
                // At a line's beginning: in a text of several lines.
                return verbs.contains { text.hasPrefix($0) || line.contains("\"\($0)") }
                    || line.contains("SQLCondition(")
            }.map { index, line in "\(file.path):\(index + 1) \(line)" }
        }
        #expect(wrong.isEmpty)
    }

    @Test func noAPIKnowsTheDatabase() {
        let wrong = files.filter { $0.parts[3] == "API" }.flatMap { file in
            file.imports.filter { $0.module == "CloudSQL" }.map { "\(file.path):\($0.line)" }
        }
        #expect(wrong.isEmpty)
    }

    /// Of services that have areas: an area's folder has the area's name in every room.
    @Test func foldersOfRoomsAreAreas() {
        let areas = Dictionary(grouping: files.filter { $0.parts[3] == "Areas" }, by: { $0.parts[2] }).mapValues {
            Set($0.compactMap { $0.parts.last?.split(separator: "Area.swift").first.map(String.init) })
        }
        #expect(areas["IdentityService"]?.contains("Catalog") == true)
        let strange = files.filter { file in
            guard file.parts.count > 5, let known = areas[file.parts[2]] else { return false }
            return !known.contains(file.parts[4])
        }
        #expect(strange.map(\.path).isEmpty)
    }
}
