function createPageHTML(count, index, name, ext) {
  if (!count || count <= 1) { return; }
  for (var i = 0; i < count; i++) {
    var file = (i === 0 ? name : name + '_' + i) + '.' + ext;
    document.write(i === index ? '<span>' + (i + 1) + '</span> ' : '<a href="' + file + '">' + (i + 1) + '</a> ');
  }
}
