document.write('<div class="ad">\u5e7f\u544a\u4f4d</div>');
