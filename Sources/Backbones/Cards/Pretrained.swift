import Embedded
import Files
import Foundation
import Names
import WeightFiles

/// The pretrained weights that Graft knows, by the cards inside the program.
public enum Pretrained {
  /// Every card, by name.
  /// - Throws: ``BackboneError/invalidCard(file:reason:)``
  public static func cards() throws(BackboneError) -> [Card] {
    try known.get()
  }

  /// - Throws: ``BackboneError/unknownCard(name:nearest:)``
  public static func card(named name: String) throws(BackboneError) -> Card {
    // Only its own file, where there is one: a program that is to answer soon reads no other.
    let file = name + ".json"
    if let bytes = EmbeddedFiles.bytes(named: file) { return try parse(bytes, file: file) }
    let cards = try cards()
    guard let card = cards.first(where: { $0.name == name }) else {
      throw .unknownCard(name: name, nearest: NearestName.of(name, among: cards.map(\.name)))
    }
    return card
  }

  /// The names of the classes that the card's own classifier tells apart, in the order of its
  /// outputs.
  /// - Returns: `nil` if it has no classifier.
  public static func classNames(of card: Card) throws(BackboneError) -> [String]? {
    guard let classes = card.classes else { return nil }
    let file = classes + ".txt"
    guard let bytes = EmbeddedFiles.bytes(named: file) else { throw .notEmbedded(file: file) }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  /// Reads a card.
  /// - Parameter file: What messages call it; its name must be the card's with `.json` behind it.
  public static func parse(_ bytes: UnsafeRawBufferPointer, file: String)
    throws(BackboneError) -> Card
  {
    let card: Card
    do {
      card = try JSONDecoder().decode(Card.self, from: Data(bytes))
    } catch let error as DecodingError {
      throw .invalidCard(file: file, reason: error.sentence)
    } catch {
      throw .invalidCard(file: file, reason: "\(error)")
    }
    guard file == card.name + ".json" else {
      throw .invalidCard(file: file, reason: "it holds the card named \(card.name)")
    }
    return card
  }

  private static let known: Result<[Card], BackboneError> = Result { () throws(BackboneError) in
    var cards: [Card] = []
    for file in EmbeddedFiles.names where file.hasSuffix(".json") {
      guard let bytes = EmbeddedFiles.bytes(named: file) else { throw .notEmbedded(file: file) }
      cards.append(try parse(bytes, file: file))
    }
    return cards.sorted { $0.name < $1.name }
  }
}

extension DecodingError {
  /// Which key, and what is wrong with it.
  fileprivate var sentence: String {
    func place(_ path: [any CodingKey]) -> String {
      path.isEmpty ? "" : path.map(\.stringValue).joined(separator: ".") + ": "
    }
    switch self {
    case .keyNotFound(let key, let context):
      return place(context.codingPath + [key]) + "missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context),
      .dataCorrupted(let context):
      return place(context.codingPath) + context.debugDescription
    @unknown default:
      return "\(self)"
    }
  }
}
