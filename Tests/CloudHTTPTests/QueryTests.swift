import CloudHTTP
import Testing

@Suite struct QueryTests {
    @Test func readsAndWrites() {
        let query = Query(parsing: "a=1&b=x%20y+z&a=2&flag&c=%C3%A9%zz")
        #expect(query["a"] == "2" && query.all("a") == ["1", "2"])
        #expect(query["b"] == "x y z" && query["flag"] == "" && query["c"] == "é%zz" && query["none"] == nil)
        #expect(Query(parsing: Query(items: [("n m", "é&=+")]).text[...])["n m"] == "é&=+")
    }

    @Test(arguments: ["", "%", "%4", "%4x", "a%", "&&&", "=", "%FF"]) func survivesDamage(_ text: String) {
        _ = Query(parsing: text[...]).items
    }
}
