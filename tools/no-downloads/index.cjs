// onnxruntime-node's install script asks this package for the network's proxies, and then downloads CUDA libraries of some
// hundred megabytes, from outside the npm registry, that farface does not use. Here it ends. npm 11 does not run the script
// in the first place (package.json, allowScripts); npm 10 knows no such list.
exports.bootstrap = () => process.exit(0);
