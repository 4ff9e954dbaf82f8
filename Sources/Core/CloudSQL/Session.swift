/// One connection to an engine, used by one thread at a time.
protocol Session: AnyObject {
    /// Whether the connection is gone for good.
    var isBroken: Bool { get }
    /// What is known of the tables and the records stored in them.
    var shapes: RecordShapes { get }

    func begin(_ mode: TransactionMode) throws
    func commit() throws
    /// Ends the transaction without its changes; never fails, a broken session is thrown away.
    func rollback()
    /// Runs one statement, cached under its text, and gives each row to `row`; returns the rows changed.
    func run(_ sql: String, _ parameters: [SQLValue], _ row: (KeyLookup, [SQLValue]) throws -> Void) throws -> Int
    /// The columns of `table`; empty when there is none such.
    func columns(of table: String) throws -> [TableColumn]
    /// Runs `body` in a transaction that may change the schema, with every other opener waiting.
    func migrating(_ body: () throws -> Void) throws
    /// Tells the engine's planner what it does not know.
    func note(_ estimates: [IndexEstimate]) throws
    /// A migration's statement in the engine's own words.
    func translated(_ statement: String) -> String
}
