import CloudJSON
import Testing

@Suite struct SchemaTests {
    static let server = Schema.object(
        [
            "name": .string(minLength: 1, maxLength: 5, format: .name), "count": .integer(minimum: 1, maximum: 9),
            "tags": .array(of: .string(), maxItems: 2, unique: true), "note": .nullable(.string()),
            "state": .oneOf(["a", "b"]),
        ], required: ["name"])

    /// The messages are those of Python's jsonschema.
    @Test(arguments: [
        (#"{}"#, "'name' is a required property"),
        (#"{"name": 1}"#, "1 is not of type 'string'"),
        (#"{"name": ""}"#, "'' is too short"),
        (#"{"name": "abcdef"}"#, "'abcdef' is too long"),
        (#"{"name": " a"}"#, "' a' is not a 'name'"),
        (#"{"name": "a", "count": 0}"#, "0 is less than the minimum of 1"),
        (#"{"name": "a", "count": 10}"#, "10 is greater than the maximum of 9"),
        (#"{"name": "a", "count": true}"#, "True is not of type 'integer'"),
        (#"{"name": "a", "tags": ["x", "x"]}"#, "['x', 'x'] has non-unique elements"),
        (#"{"name": "a", "note": 1}"#, "1 is not of type 'string', 'null'"),
        (#"{"name": "a", "state": "c"}"#, "'c' is not one of ['a', 'b']"),
        (#"{"name": "a", "x": 1, "y": 2}"#, "Additional properties are not allowed ('x', 'y' were unexpected)"),
        (#"[]"#, "[] is not of type 'object'"),
    ])
    func tellsWhatIsWrong(_ text: String, _ message: String) throws {
        let value = try JSON(parsing: text)
        let violation = #expect(throws: SchemaViolation.self) { try Self.server.check(value) }
        #expect(violation?.message == message)
    }

    @Test func namesThePlace() throws {
        let schema = Schema.object(["list": .array(of: .object(["id": .integer()]))])
        let violation = #expect(throws: SchemaViolation.self) { try schema.check(["list": [["id": 1], ["id": "x"]]]) }
        #expect(violation?.path == ["list", "1", "id"])
    }

    @Test func takesWhatFits() throws {
        try Self.server.check(["name": "abc", "count": 3, "tags": ["x", "y"], "note": nil, "state": "b"])
        try Schema.looseBoolean.check("yes")
        try Schema.looseInteger(minimum: 1).check("12")
        #expect(throws: SchemaViolation.self) { try Schema.looseInteger(minimum: 1).check("0") }
    }

    @Test(arguments: [
        ("aGVsbG8=", true), ("aGVsbG8", false), ("a===", false), ("aGVs\nbG8=", true), ("äöü=", false), ("", true),
    ])
    func knowsBase64(_ text: String, _ isBase64: Bool) { #expect(StringFormat.base64.accepts(text) == isBase64) }
}
