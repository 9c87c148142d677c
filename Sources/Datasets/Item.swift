import Crypto

/// One labelled image.
public struct Item: Sendable, Equatable {
  /// Where the picture is: mostly in a file of its own, the data set's root joined with ``relativePath``.
  public let place: PicturePlace
  /// The path below the data set's root, with `/` between folders; of an archived picture
  /// `train-images-idx3-ubyte#00017`, the same whether the archive is packed or not.
  public let relativePath: String
  /// Index into ``Dataset/classes``.
  public let label: Int
  /// Items of one group (a patient, a burst) never straddle a split; `nil` stands alone.
  public let group: String?
  /// 0 or more; 1 unless a CSV says otherwise.
  public let weight: Double
  /// Names the item whatever else is in the data set; see ``identifier(ofRelativePath:)``.
  public let identifier: UInt64

  /// For messages: the file's path, or the archive's and the number of the picture in it.
  public var path: String { place.path }

  public init(
    path: String, relativePath: String, label: Int, group: String? = nil, weight: Double = 1
  ) {
    self.init(
      place: .file(path: path), relativePath: relativePath, label: label, group: group,
      weight: weight)
  }

  public init(
    place: PicturePlace, relativePath: String, label: Int, group: String? = nil,
    weight: Double = 1
  ) {
    self.place = place
    self.relativePath = relativePath
    self.label = label
    self.group = group
    self.weight = weight
    identifier = Self.identifier(ofRelativePath: relativePath)
  }

  /// The first eight bytes of the SHA-256 of the path's UTF-8, as a little-endian number.
  ///
  /// It depends on nothing but the path, so that a file that is added, skipped or removed changes no
  /// other item's random numbers.
  public static func identifier(ofRelativePath relativePath: String) -> UInt64 {
    let digest = SHA256.hash(data: Array(relativePath.utf8))
    return digest.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  func relabelled(_ label: Int) -> Item {
    Item(replacing: self, label: label, group: group)
  }

  func grouped(_ group: String?) -> Item {
    Item(replacing: self, label: label, group: group)
  }

  /// Keeps the identifier, which would cost a hash.
  private init(replacing item: Item, label: Int, group: String?) {
    place = item.place
    relativePath = item.relativePath
    weight = item.weight
    identifier = item.identifier
    self.label = label
    self.group = group
  }
}
