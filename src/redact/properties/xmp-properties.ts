/** How a property's value is written: one text, one in several languages, or a list in order or without. */
export type Shape = 'text' | 'languages' | 'ordered' | 'unordered';

/** XMP's own namespaces. Source: ISO 16684-1, 7. */
export const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#';
export const XML = 'http://www.w3.org/XML/1998/namespace';

/**
 * The properties that are kept, by namespace, with the prefix that they are written with. All others go: pictures,
 * depth, named regions of faces, histories, and whatever is not known. Source: ISO 16684-1, 8; IPTC Photo Metadata
 * Standard 2023.1; Exif 2.32 metadata for XMP.
 */
export const PROPERTIES: Record<string, { prefix: string; shapes: Record<string, Shape> }> = {
  'http://purl.org/dc/elements/1.1/': {
    prefix: 'dc',
    shapes: {
      ...texts('coverage', 'format', 'identifier', 'source'),
      ...{ title: 'languages', description: 'languages', rights: 'languages' },
      ...{ creator: 'ordered', date: 'ordered' },
      ...{ contributor: 'unordered', language: 'unordered', publisher: 'unordered', subject: 'unordered' },
      ...{ type: 'unordered' },
    },
  },
  'http://ns.adobe.com/xap/1.0/': {
    prefix: 'xmp',
    shapes: texts('CreateDate', 'CreatorTool', 'Label', 'MetadataDate', 'ModifyDate', 'Rating'),
  },
  'http://ns.adobe.com/xap/1.0/rights/': {
    prefix: 'xmpRights',
    shapes: { ...texts('Marked', 'WebStatement'), UsageTerms: 'languages', Owner: 'unordered' },
  },
  'http://ns.adobe.com/photoshop/1.0/': {
    prefix: 'photoshop',
    shapes: {
      ...texts('AuthorsPosition', 'CaptionWriter', 'Category', 'City', 'Country', 'Credit', 'DateCreated', 'Headline'),
      ...texts('Instructions', 'Source', 'State', 'TransmissionReference', 'Urgency'),
      SupplementalCategories: 'unordered',
    },
  },
  'http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/': {
    prefix: 'Iptc4xmpCore',
    shapes: {
      ...texts('CountryCode', 'IntellectualGenre', 'Location'),
      ...{ AltTextAccessibility: 'languages', ExtDescrAccessibility: 'languages' },
      ...{ Scene: 'unordered', SubjectCode: 'unordered' },
    },
  },
  'http://iptc.org/std/Iptc4xmpExt/2008-02-29/': {
    prefix: 'Iptc4xmpExt',
    shapes: { ...texts('DigitalSourceType', 'DigImageGUID'), Event: 'languages' },
  },
  'http://ns.adobe.com/tiff/1.0/': {
    prefix: 'tiff',
    shapes: {
      ...texts('Artist', 'DateTime', 'ImageLength', 'ImageWidth', 'Make', 'Model', 'Orientation', 'ResolutionUnit'),
      ...texts('Software', 'XResolution', 'YResolution'),
      ...{ Copyright: 'languages', ImageDescription: 'languages' },
    },
  },
  'http://ns.adobe.com/exif/1.0/': {
    prefix: 'exif',
    shapes: {
      ...texts('ApertureValue', 'BrightnessValue', 'ColorSpace', 'Contrast', 'CustomRendered', 'DateTimeDigitized'),
      ...texts('DateTimeOriginal', 'DigitalZoomRatio', 'ExifVersion', 'ExposureBiasValue', 'ExposureIndex'),
      ...texts('ExposureMode', 'ExposureProgram', 'ExposureTime', 'FNumber', 'FocalLength', 'FocalLengthIn35mmFilm'),
      ...texts('GainControl', 'ImageUniqueID', 'LightSource', 'MaxApertureValue', 'MeteringMode', 'PixelXDimension'),
      ...texts('PixelYDimension', 'Saturation', 'SceneCaptureType', 'SensingMethod', 'Sharpness', 'ShutterSpeedValue'),
      ...texts('SubjectDistance', 'SubjectDistanceRange', 'WhiteBalance', 'GPSAltitude', 'GPSAltitudeRef', 'GPSDOP'),
      ...texts('GPSDestBearing', 'GPSDestBearingRef', 'GPSDestDistance', 'GPSDestDistanceRef', 'GPSDestLatitude'),
      ...texts('GPSDestLongitude', 'GPSDifferential', 'GPSHPositioningError', 'GPSImgDirection', 'GPSImgDirectionRef'),
      ...texts('GPSLatitude', 'GPSLongitude', 'GPSMapDatum', 'GPSMeasureMode', 'GPSProcessingMethod', 'GPSSatellites'),
      ...texts('GPSSpeed', 'GPSSpeedRef', 'GPSStatus', 'GPSTimeStamp', 'GPSTrack', 'GPSTrackRef', 'GPSVersionID'),
      ...{ ISOSpeedRatings: 'ordered', UserComment: 'languages' },
    },
  },
  'http://cipa.jp/exif/1.0/': {
    prefix: 'exifEX',
    shapes: {
      ...texts('BodySerialNumber', 'CameraOwnerName', 'LensMake', 'LensModel', 'LensSerialNumber'),
      ...texts('PhotographicSensitivity', 'RecommendedExposureIndex', 'SensitivityType', 'StandardOutputSensitivity'),
      LensSpecification: 'ordered',
    },
  },
  'http://ns.adobe.com/exif/1.0/aux/': {
    prefix: 'aux',
    shapes: texts('Firmware', 'Lens', 'LensID', 'LensInfo', 'LensSerialNumber', 'OwnerName', 'SerialNumber'),
  },
};

function texts(...names: readonly string[]): Record<string, 'text'> {
  return Object.fromEntries(names.map((name) => [name, 'text']));
}
